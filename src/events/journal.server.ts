/**
 * The journal: what is acknowledged stands on disk first, and goes to the warehouse in large blocks from there.
 * A segment is inserted under its own name as token, so that a replay after a crash inserts nothing twice.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '#refusal.ts';

/** Plain lines are events; marked ones, which start with MARK, are their account. */
export type Kind = 'plain' | 'marked';
export const MARK = 'L';

export interface JournalOptions {
  directory: string;
  /** Inserts a segment's lines of one kind; called with the same token for the same lines until it succeeds. */
  insert: (kind: Kind, lines: Buffer, token: string) => Promise<void>;
  /** Seal a segment at this many lines. */
  lines?: number;
  /** Seal a segment this many milliseconds after its first line. */
  milliseconds?: number;
  /** Refuse new lines above this many bytes not yet in the warehouse. */
  bytes?: number;
}

interface Waiting {
  text: string;
  lines: number;
  source: string;
  done: () => void;
  failed: (error: unknown) => void;
}

/** Engine errors that repeat however often the same text is offered. */
const UNREADABLE = /^(CANNOT_PARSE|INCORRECT_DATA|TYPE_MISMATCH|UNKNOWN_ELEMENT_OF_ENUM|NO_SUCH_COLUMN)/;

/** Takes the marked lines, without their mark, out of whole lines. */
export function separate(bytes: Buffer): { plain: Buffer; marked: Buffer } {
  const plain: Buffer[] = [];
  const marked: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === MARK.charCodeAt(0)) {
      const end = bytes.indexOf('\n', at) + 1;
      marked.push(bytes.subarray(at + 1, end));
      at = end;
    } else {
      const next = bytes.indexOf(`\n${MARK}`, at);
      const end = next < 0 ? bytes.length : next + 1;
      plain.push(bytes.subarray(at, end));
      at = end;
    }
  }
  return { plain: Buffer.concat(plain), marked: Buffer.concat(marked) };
}

export class Journal {
  readonly #directory: string;
  readonly #insert: JournalOptions['insert'];
  readonly #linesLimit: number;
  readonly #milliseconds: number;
  readonly #bytesLimit: number;

  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #file: FileHandle | undefined;
  #name = '';
  #lines = 0;
  #openedAt = 0;
  /** Per source when its oldest line in the open segment came. */
  #sources = new Map<string, number>();
  #sealed: { name: string; bytes: number; since: number; sources: ReadonlyMap<string, number> }[] = [];
  #bytes = 0;
  #segmentBytes = 0;
  #sealing: Promise<void> | undefined;
  #draining: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #trouble: string | undefined;
  #setAside = 0;

  constructor(options: JournalOptions) {
    this.#directory = options.directory;
    this.#insert = options.insert;
    this.#linesLimit = options.lines ?? 50_000;
    this.#milliseconds = options.milliseconds ?? 1_000;
    this.#bytesLimit = options.bytes ?? 256_000_000;
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  /** What is on disk and not yet in the warehouse: bytes, when its oldest line came (ms), the last error, segments set aside. */
  get state(): { bytes: number; oldest: number | undefined; trouble: string | undefined; setAside: number } {
    return {
      setAside: this.#setAside,
      bytes: this.#bytes,
      oldest: this.#sealed[0]?.since ?? (this.#lines > 0 ? this.#openedAt : undefined),
      trouble: this.#trouble
    };
  }

  /** Per source when its oldest line came that is not yet in the warehouse (ms). */
  get oldestOf(): ReadonlyMap<string, number> {
    const oldest = new Map<string, number>();
    for (const sources of [...this.#sealed.map((segment) => segment.sources), this.#sources])
      for (const [source, since] of sources) oldest.set(source, Math.min(since, oldest.get(source) ?? since));
    return oldest;
  }

  /**
   * Resolves when the lines are durable on disk.
   * @param text whole lines of JSON, each ending in a newline, those of the account after MARK
   * @param source whose lines they are
   * @throws Refusal busy when too much waits for the warehouse
   */
  append(text: string, lines: number, source: string): Promise<void> {
    if (this.#closed)
      return Promise.reject(new Refusal('closing', 'The server is stopping.', { status: 503, retryAfter: 5 }));
    if (this.#bytes + text.length > this.#bytesLimit) {
      return Promise.reject(
        new Refusal('busy', 'More data is waiting than can be kept; try again shortly.', { status: 503, retryAfter: 5 })
      );
    }
    this.#bytes += text.length;
    return new Promise((done, failed) => {
      this.#waiting.push({ text, lines, source, done, failed });
      this.#writing ??= this.#write();
    });
  }

  // Everything that came in while the previous group went to disk is the next group: one sync for all of them.
  async #write(): Promise<void> {
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        this.#file ??= await this.#begin();
        const text = group.map((waiting) => waiting.text).join('');
        await this.#file.appendFile(text);
        await this.#file.datasync();
        this.#segmentBytes += text.length;
        for (const waiting of group) {
          this.#lines += waiting.lines;
          if (!this.#sources.has(waiting.source)) this.#sources.set(waiting.source, Date.now());
          waiting.done();
        }
      } catch (error) {
        this.#trouble = String(error);
        for (const waiting of group) {
          this.#bytes -= waiting.text.length;
          waiting.failed(error);
        }
      }
      if (this.#lines >= this.#linesLimit) await this.#seal();
    }
    this.#writing = undefined;
  }

  async #begin(): Promise<FileHandle> {
    this.#name = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(6).toString('hex')}`;
    const file = await open(join(this.#directory, `${this.#name}.journal`), 'ax', 0o600);
    // The name of a new file is durable only when its folder is.
    const folder = await open(this.#directory, 'r');
    await folder.sync();
    await folder.close();
    this.#openedAt = Date.now();
    this.#timer = setTimeout(() => void this.#sealWhenQuiet(), this.#milliseconds);
    return file;
  }

  async #sealWhenQuiet(): Promise<void> {
    // A group on its way to disk belongs to the open segment; seal behind it.
    while (this.#writing) await this.#writing;
    await this.#seal();
  }

  async #seal(): Promise<void> {
    clearTimeout(this.#timer);
    const file = this.#file;
    if (!file) return;
    const segment = {
      name: this.#name,
      bytes: this.#segmentBytes,
      since: this.#openedAt,
      sources: this.#sources
    };
    // All state is handed over before the first wait: the next group may begin a new segment meanwhile.
    this.#file = undefined;
    this.#lines = 0;
    this.#segmentBytes = 0;
    this.#sources = new Map();
    this.#sealed.push(segment);
    const before = this.#sealing;
    this.#sealing = (async () => {
      await Promise.all([before, file.close()]);
      this.#draining ??= this.#drain();
    })();
    await this.#sealing;
  }

  async #drain(): Promise<void> {
    let pause = 100;
    while (this.#sealed.length > 0) {
      const segment = this.#sealed[0]!;
      try {
        await this.#insertSegment(segment.name);
        this.#sealed.shift();
        this.#bytes -= segment.bytes;
        this.#trouble = undefined;
        pause = 100;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (UNREADABLE.test((error as { type?: string }).type ?? '')) {
          // The engine cannot read these lines and never will: set them aside for a person, and let the rest pass.
          await rename(
            join(this.#directory, `${segment.name}.journal`),
            join(this.#directory, `${segment.name}.refused`)
          );
          console.error(`events: segment ${segment.name} was set aside as ${segment.name}.refused: ${message}`);
          this.#sealed.shift();
          this.#bytes -= segment.bytes;
          this.#setAside++;
          continue;
        }
        // The warehouse is away: keep the segment, say so, and try again ever more slowly.
        if (this.#trouble !== message) console.error(`events: segment ${segment.name} waits: ${message}`);
        this.#trouble = message;
        if (this.#closed) break;
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, 10_000);
      }
    }
    this.#draining = undefined;
  }

  async #insertSegment(name: string): Promise<void> {
    const path = join(this.#directory, `${name}.journal`);
    const bytes = await readFile(path);
    // A crash can leave half a last line; nobody was told it was kept.
    const { plain, marked } = separate(bytes.subarray(0, bytes.lastIndexOf('\n') + 1));
    if (plain.length > 0) await this.#insert('plain', plain, `${name}:plain`);
    if (marked.length > 0) await this.#insert('marked', marked, `${name}:marked`);
    await unlink(path);
  }

  /**
   * Takes up what an earlier process left and starts bringing it to the warehouse.
   * @param seen gets each whole line, before anything new is taken in, and tells whose it is
   */
  async replay(seen: (line: string) => string): Promise<void> {
    const names = (await readdir(this.#directory)).sort();
    this.#setAside = names.filter((name) => name.endsWith('.refused')).length;
    for (const file of names.filter((name) => name.endsWith('.journal'))) {
      const path = join(this.#directory, file);
      const { size, mtimeMs } = await stat(path);
      // What stands after the last newline was never acknowledged and is not inserted either.
      const sources = new Map<string, number>();
      for (const line of (await readFile(path, 'utf8')).split('\n').slice(0, -1)) sources.set(seen(line), mtimeMs);
      this.#bytes += size;
      this.#sealed.push({ name: file.slice(0, -'.journal'.length), bytes: size, since: mtimeMs, sources });
    }
    if (this.#sealed.length > 0) this.#draining ??= this.#drain();
  }

  /** Resolves when everything appended so far is in the warehouse. */
  async flush(): Promise<void> {
    await this.#sealWhenQuiet();
    // The timer may just be sealing: its segment belongs to what was appended so far.
    await this.#sealing;
    await this.#draining;
  }

  /** Takes nothing new and brings what it can to the warehouse; the rest is replayed at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }
}
