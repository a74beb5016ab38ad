/**
 * The state of a reading: the current token, what may follow, and the nesting. It models `JsonTextReader` of
 * Newtonsoft.Json 12.0.1, whose messages, positions and recovery after a mistake clients know from the original
 * service. The functions that consume text (`read-*.ts`, `scan-*.ts`) work on this state.
 */
import type { ClrValue } from './clr-value.ts';
import { Fault, shortened } from './fault.ts';
import { type Container, type JsonPosition, newPosition, pathOf } from './position.ts';
import { skipBalanced } from './skip-balanced.ts';
import { Source } from './source.ts';

/** The kinds of token, by the names that messages use. */
export type Token =
  | 'None'
  | 'StartObject'
  | 'StartArray'
  | 'StartConstructor'
  | 'PropertyName'
  | 'Comment'
  | 'Integer'
  | 'Float'
  | 'String'
  | 'Boolean'
  | 'Null'
  | 'Undefined'
  | 'EndObject'
  | 'EndArray'
  | 'EndConstructor'
  | 'Date';

/** What has just been read, and so what may follow. */
export type State =
  | 'Start'
  | 'Property'
  | 'ObjectStart'
  | 'Object'
  | 'ArrayStart'
  | 'Array'
  | 'ConstructorStart'
  | 'Constructor'
  | 'PostValue'
  | 'Finished';

const MAX_DEPTH = 32;

const OPENED: Partial<Record<Token, Exclude<Container, 'None'>>> = {
  StartObject: 'Object',
  StartArray: 'Array',
  StartConstructor: 'Constructor',
};

const CLOSED: Partial<Record<Token, Exclude<Container, 'None'>>> = {
  EndObject: 'Object',
  EndArray: 'Array',
  EndConstructor: 'Constructor',
};

/** One reading of one text. */
export class Reader {
  readonly source: Source;
  token: Token = 'None';
  value: ClrValue = null;
  state: State = 'Start';
  readonly #outer: JsonPosition[] = [];
  #current: JsonPosition = newPosition('None');

  constructor(text: string) {
    this.source = new Source(text);
  }

  /** How deep the current token is. */
  get depth(): number {
    const atContainer = this.token in OPENED || this.#current.container === 'None';
    return this.#outer.length + (atContainer ? 0 : 1);
  }

  /** Where the reader stands. Directly after an opening bracket the container adds nothing. */
  get path(): string {
    if (this.#current.container === 'None') return '';
    return pathOf(this.state.endsWith('Start') ? this.#outer : [...this.#outer, this.#current]);
  }

  /** The position at a depth, or the innermost one when the reader is not that deep. */
  positionAt(depth: number): JsonPosition {
    return this.#outer[depth] ?? this.#current;
  }

  /** Whether the current token is of the kind. A method, because the compiler would narrow the type of `token` by an earlier comparison. */
  at(token: Token): boolean {
    return this.token === token;
  }

  /** Whether the current token opens an object, array or constructor. */
  get opensContainer(): boolean {
    return this.token in OPENED;
  }

  /** Sets the current token and moves to the state that follows from it. `counts`: a value is a new element of its array. */
  setToken(token: Token, value: ClrValue = null, counts = true): void {
    this.token = token;
    this.value = value;
    const opened = OPENED[token];
    const closed = CLOSED[token];
    if (opened) this.#open(opened);
    else if (closed) this.#close(closed);
    else if (token === 'PropertyName') this.#name(String(value));
    else if (token !== 'None' && token !== 'Comment') this.finishValue(counts);
  }

  /** A value is complete: a comma or an end has to follow, or nothing at the root. */
  finishValue(counts: boolean): void {
    this.state = this.#current.container === 'None' ? 'Finished' : 'PostValue';
    if (counts) this.#countElement();
  }

  /** After a comma: the next member or element of the container that the reader is in. */
  expectNext(): void {
    this.state = this.#current.container === 'None' ? 'Finished' : this.#current.container;
  }

  /** A fault with the position of the reader. A text of several lines keeps its last line end. */
  fault(text: string): Fault {
    const said = shortened(text);
    const stop = said.endsWith('.') ? ' ' : '. ';
    const where = `Path '${this.path}', line ${this.#line}, position ${this.source.column}.`;
    return new Fault(said + (said.endsWith('\n') ? '' : stop) + where);
  }

  get #line(): number {
    const untouched = this.state === 'Start' && this.source.column === 0 && this.token !== 'Comment';
    return untouched ? 0 : this.source.line;
  }

  #name(name: string): void {
    this.state = 'Property';
    this.#current.member = name;
  }

  #open(container: Exclude<Container, 'None'>): void {
    this.state = `${container}Start`;
    this.#countElement();
    if (this.#current.container !== 'None') this.#outer.push(this.#current);
    this.#current = newPosition(container);
    if (this.#outer.length >= MAX_DEPTH) this.#refuseDepth();
  }

  /** What is nested too deeply is not read at all; reading goes on after it. */
  #refuseDepth(): never {
    const fault = this.fault(`The reader's MaxDepth of ${MAX_DEPTH} has been exceeded.`);
    skipBalanced(this.source);
    this.#current = this.#outer.pop() ?? newPosition('None');
    this.token = 'Undefined';
    this.finishValue(false);
    throw fault;
  }

  #close(container: Container): void {
    const open = this.#current.container;
    this.#current = this.#outer.pop() ?? newPosition('None');
    if (open !== container) {
      throw this.fault(`JsonToken ${this.token} is not valid for closing JsonType ${open}.`);
    }
    this.finishValue(false);
  }

  #countElement(): void {
    const { container } = this.#current;
    if (container === 'Array' || container === 'Constructor') this.#current.index++;
  }
}
