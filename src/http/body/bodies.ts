import type { IncomingMessage } from 'node:http';
import { GatehouseError } from '../../errors.ts';

interface Limits {
  /** Bytes of the largest body, whatever else it may have. */
  readonly largest: number;
  /** Bytes that the bodies of all requests may take together, beyond what is free. */
  readonly most: number;
  /** Bytes of each body that do not count: what is small is never refused because of what is large. */
  readonly free: number;
  /** A body may be on its way this long before it has to make room for others. */
  readonly patienceMs: number;
}

/** A body on its way. */
interface Upload {
  readonly startedAt: number;
  /** As large as what was taken for it, and filled from the start. */
  bytes: Buffer;
  length: number;
  isWhole: boolean;
  readonly fail: (error: GatehouseError) => void;
}

/**
 * Takes in the bodies of requests. What they need of memory is counted from the first byte until the request has been
 * answered, and bounded for all of them together.
 */
export class Bodies {
  readonly #limits: Limits;
  #taken = 0;
  readonly #uploads = new WeakMap<IncomingMessage, Upload>();
  /** Uploads that take from the common memory, the oldest first. */
  readonly #coming = new Set<Upload>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Bytes that are taken at the moment. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * The whole body. Its room is given back with `release`.
   *
   * @throws GatehouseError PayloadTooLarge; UnsupportedMediaType when it is compressed; Overloaded when there is no room
   *   for it; Cancelled when the caller goes away.
   */
  receive(request: IncomingMessage, limitOfKind: number): Promise<Buffer> {
    const { 'content-length': contentLength, 'content-encoding': coding = 'identity' } = request.headers;
    const limit = Math.min(limitOfKind, this.#limits.largest);
    const declared = Number(contentLength ?? limit);
    if (coding.toLowerCase() !== 'identity')
      return Promise.reject(new GatehouseError({ code: 'UnsupportedMediaType' }));
    if (declared > limit) return Promise.reject(tooLarge());
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const end = () => {
      request.off('data', take);
      this.#coming.delete(upload);
    };
    const fail = (error: GatehouseError) => {
      end();
      this.#forget(upload);
      reject(error);
    };
    const upload: Upload = { startedAt: performance.now(), bytes: Buffer.alloc(0), length: 0, isWhole: false, fail };
    const take = (chunk: Buffer) => {
      const length = upload.length + chunk.length;
      if (length > limit) fail(tooLarge());
      else if (!this.#makeRoom(upload, length, declared)) fail(overloaded());
      else upload.length += chunk.copy(upload.bytes, upload.length);
    };
    this.#uploads.set(request, upload);
    const cancel = () => fail(gone());
    request.on('data', take).once('error', cancel).once('close', cancel);
    request.once('end', () => {
      end();
      request.off('close', cancel);
      upload.isWhole = true;
      resolve(upload.bytes.subarray(0, upload.length));
    });
    return promise;
  }

  /** The request has been answered, or its caller has gone. */
  release(request: IncomingMessage): void {
    const upload = this.#uploads.get(request);
    if (upload?.isWhole) this.#forget(upload);
    else upload?.fail(gone());
  }

  /** Chunks are copied together, because each holds more memory than it has bytes. */
  #makeRoom(upload: Upload, length: number, declared: number): boolean {
    const before = upload.bytes.length;
    if (length <= before) return true;
    const size = Math.min(declared, Math.max(length, before * 2));
    const wanted = this.#counted(size) - this.#counted(before);
    while (this.#taken + wanted > this.#limits.most) if (!this.#endOldest(upload)) return false;
    this.#taken += wanted;
    if (wanted > 0) this.#coming.add(upload);
    const bytes = Buffer.allocUnsafe(size);
    upload.bytes.copy(bytes, 0, 0, upload.length);
    upload.bytes = bytes;
    return true;
  }

  #counted(size: number): number {
    return Math.max(0, size - this.#limits.free);
  }

  /** A caller that sends slowly, or sends nothing more, does not keep others out. */
  #endOldest(newcomer: Upload): boolean {
    const [oldest] = this.#coming;
    const isPatienceOver = oldest && performance.now() - oldest.startedAt >= this.#limits.patienceMs;
    if (!isPatienceOver || oldest === newcomer) return false;
    oldest.fail(overloaded());
    return true;
  }

  #forget(upload: Upload): void {
    this.#taken -= this.#counted(upload.bytes.length);
    upload.bytes = Buffer.alloc(0);
  }
}

const tooLarge = () => new GatehouseError({ code: 'PayloadTooLarge' });
const overloaded = () => new GatehouseError({ code: 'Overloaded', retryAfterSeconds: 2 });
const gone = () => new GatehouseError({ code: 'Cancelled', wasWaiting: false });
