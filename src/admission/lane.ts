interface Place<T> {
  readonly item: T;
  previous: Place<T> | undefined;
  next: Place<T> | undefined;
}

/**
 * A first-in, first-out queue as a doubly linked list: joining, being served and leaving from the middle each take the
 * same time, whatever the length.
 */
export class Lane<T> {
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Puts the item at the end. Returns the function that takes it out again, which tells whether it was still in. */
  join(item: T): () => boolean {
    const place: Place<T> = { item, previous: this.#last, next: undefined };
    if (this.#last === undefined) {
      this.#first = place;
    } else {
      this.#last.next = place;
    }
    this.#last = place;
    this.#length += 1;
    return () => this.#leave(place);
  }

  /** Takes out the item that has waited longest. */
  shift(): T | undefined {
    const place = this.#first;
    if (place !== undefined) {
      this.#leave(place);
    }
    return place?.item;
  }

  #leave(place: Place<T>): boolean {
    const { previous, next } = place;
    if (previous === undefined && this.#first !== place) {
      return false;
    }
    if (previous === undefined) {
      this.#first = next;
    } else {
      previous.next = next;
    }
    if (next === undefined) {
      this.#last = previous;
    } else {
      next.previous = previous;
    }
    place.previous = undefined;
    place.next = undefined;
    this.#length -= 1;
    return true;
  }
}
