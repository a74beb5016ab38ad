import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * What a server may answer to the beginning of a handshake, in bytes. Certificates of the usual kind, with all of their issuers,
 * have 3,000 to 8,000.
 */
const mostInHandshake = 12 * 1024;

/** The first byte of a record of a handshake (RFC 8446 section 5.1). Commands of SMTP begin with letters. */
const handshake = 22;

/**
 * A connection on which a server of somebody else cannot send much to be encrypted with. OpenSSL takes 100 KiB of certificates, and
 * verifies the signature of each on the event loop, whether it trusts them or not: sixty with exponents as long as their
 * keys hold it for 0.3 seconds.
 */
export class BoundedSocket extends Duplex {
  readonly #socket: Socket;
  /** Since something was sent. */
  #heard = 0;
  #isInHandshake = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => this.#take(piece));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
    socket.on('timeout', () => this.emit('timeout'));
  }

  setTimeout(ms: number): this {
    this.#socket.setTimeout(ms);
    return this;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(piece: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#heard = 0;
    this.#isInHandshake = piece[0] === handshake;
    this.#socket.write(piece, encoding, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #take(piece: Buffer): void {
    this.#heard += piece.length;
    if (this.#isInHandshake && this.#heard > mostInHandshake) {
      this.destroy(Object.assign(new Error('the certificates are too long'), { code: 'EPROTOCOL' }));
    } else if (!this.push(piece)) this.#socket.pause();
  }
}
