// Sound that has been recorded lies on this computer until the service has it: in slices, sealed with the member's key, in a database of
// its own, so that hours of sound never stand in the way of what is written.

/** One run of the recorder: one file. After a pause, or when the page was lost, another one begins. */
export interface Run {
  id: string;
  member: string;
  conference: string;
  role: string;
  name: string; // of the file
  type: string; // its media type
  startsAt: string; // when its first second was, by the service's clock
  attach: string; // the id of the command that attaches it: however often it is sent, it is attached once
  ended: boolean;
  bytes: number;
  ms: number;
  slices: number;
  upload: string; // where the service takes it in; "" before it has been asked
  sent: number; // bytes that the service says that it has
  sentMs: number;
  digest: string; // when the service has all of it
  dropped: number; // bytes from the beginning that are no longer here, for there was no room
  droppedMs: number;
  why: string; // what the service said when it would not take it
}

/** A piece of a run, a few seconds long. */
export interface Slice {
  run: string;
  n: number;
  from: number; // its first byte's place in the file
  size: number;
  ms: number;
}

/** The sound of a slice lies beside what is said of it: what waits is counted often, and hours of sound must not be read for that. */
interface Kept {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

const runs = "runs";
const slices = "slices";
const sound = "sound";

/** A slice for which there was no room on the disk. */
interface Loose extends Slice {
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * What one member has recorded on this computer. When the disk is full or gives up, what comes is in memory until there is room or the
 * service has it, and the rest goes on as before.
 */
export class SoundStore {
  private readonly here = new Map<string, Run>(); // the runs that this page works with, which no other page changes
  private readonly loose: Loose[] = [];

  private constructor(
    private db: IDBDatabase | undefined,
    private readonly key: CryptoKey,
    readonly member: string,
  ) {}

  /** Opens the store with the page's key: 32 bytes in base64. */
  static async open(member: string, key: string): Promise<SoundStore> {
    const raw = Uint8Array.from(atob(key), (c) => c.charCodeAt(0));
    const seal = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const store = new SoundStore(undefined, seal, member);
    await store.base();
    return store;
  }

  /** The database. A browser may shut it at any time, and it is opened again when it is needed. */
  private async base(): Promise<IDBDatabase> {
    if (this.db) return this.db;
    const open = indexedDB.open("samverkan-sound", 1);
    open.onupgradeneeded = () => {
      open.result.createObjectStore(runs, { keyPath: "id" }).createIndex("member", "member");
      open.result.createObjectStore(slices, { keyPath: ["run", "n"] });
      open.result.createObjectStore(sound);
    };
    const db = await asked(open);
    db.onclose = () => (this.db = undefined);
    db.onversionchange = () => {
      db.close();
      this.db = undefined;
    };
    return (this.db = db);
  }

  private async from(name: string): Promise<IDBObjectStore> {
    return (await this.base()).transaction(name).objectStore(name);
  }

  /** The member's runs, the oldest first. */
  async runs(): Promise<Run[]> {
    const kept = await this.from(runs).then((s) => asked(s.index("member").getAll(this.member) as IDBRequest<Run[]>)).catch(() => []);
    const here = [...this.here.values()].map((r) => ({ ...r }));
    return [...kept.filter((r) => !this.here.has(r.id)), ...here].sort((a, b) => a.startsAt.localeCompare(b.startsAt));
  }

  async run(id: string): Promise<Run | undefined> {
    const here = this.here.get(id);
    return here ? { ...here } : asked((await this.from(runs)).get(id) as IDBRequest<Run | undefined>);
  }

  /** Begins a run: its page holds it from now on. */
  async begin(run: Run): Promise<void> {
    this.here.set(run.id, run);
    await this.write([runs], (tx) => tx.objectStore(runs).put(run)).catch(() => undefined); // in memory, and written with the next change
  }

  /** Changes a run that this page holds. */
  async change(id: string, how: (r: Run) => void): Promise<Run | undefined> {
    const got = this.here.get(id) ?? (await this.run(id));
    if (!got) return undefined;
    how(got);
    this.here.set(id, got);
    await this.write([runs], (tx) => tx.objectStore(runs).put(got)).catch(() => undefined);
    return { ...got };
  }

  /** Ends a run that no page goes on with: it is as long as what is on the disk of it, from its beginning without a gap. */
  async end(id: string): Promise<Run | undefined> {
    const list = await this.list(id);
    return this.change(id, (r) => {
      r.ended = true;
      r.bytes = r.dropped;
      r.ms = r.droppedMs;
      for (const s of list) {
        if (s.from > r.bytes) break;
        if (s.from + s.size <= r.dropped) continue;
        r.bytes = s.from + s.size;
        r.ms += s.ms;
      }
    });
  }

  /**
   * Keeps a slice, and answers whether it is on the disk. When there is no room, what the service already has makes way; else it is in
   * memory.
   */
  async add(slice: Slice, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    this.loose.push({ ...slice, bytes });
    await this.change(slice.run, (r) => {
      r.bytes = slice.from + slice.size;
      r.ms += slice.ms;
      r.slices = slice.n + 1;
    });
    return this.settle();
  }

  /** Puts what is in memory on the disk, as far as there is room. */
  private async settle(): Promise<boolean> {
    for (let first = this.loose[0]; first; first = this.loose[0]) {
      const { bytes, ...slice } = first;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(this.rule(iv, slice), this.key, bytes);
      const put = () =>
        this.write([slices, sound], (tx) => {
          tx.objectStore(slices).put(slice);
          tx.objectStore(sound).put({ iv, sealed } satisfies Kept, [slice.run, slice.n]);
        });
      try {
        await put();
      } catch {
        const room = await this.dropSent(slice.run).catch(() => false);
        if (!room && this.loose[0] === first) return false;
        continue;
      }
      if (this.loose[0] === first) this.loose.shift();
    }
    return true;
  }

  /** Whether all that has been taken up is on the disk. */
  get safe(): boolean {
    return this.loose.length === 0;
  }

  /** Gives the bytes of a run from a place on, at most so many; fewer when there are no more, none when that place is not here. */
  async bytes(id: string, from: number, most: number): Promise<Uint8Array<ArrayBuffer>> {
    const list = await this.list(id);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let at = from;
    for (const s of list) {
      if (s.from + s.size <= at) continue;
      if (s.from > at || at - from >= most) break;
      const part = await this.slice(s);
      const piece = part.subarray(at - s.from, at - s.from + most - (at - from));
      parts.push(piece);
      at += piece.length;
    }
    const all = new Uint8Array(at - from);
    let n = 0;
    for (const p of parts) {
      all.set(p, n);
      n += p.length;
    }
    return all;
  }

  /** How much of a run's sound lies before a place in it, in milliseconds. */
  async msBefore(id: string, place: number): Promise<number> {
    const dropped = (await this.run(id))?.droppedMs ?? 0;
    return (await this.list(id)).reduce((sum, s) => (s.from + s.size <= place ? sum + s.ms : sum), dropped);
  }

  /** Makes room: what the service has of a run is taken away here. The answer is whether there was any. */
  async dropSent(id: string): Promise<boolean> {
    const run = await this.run(id);
    const gone = run ? (await this.list(id)).filter((s) => s.from + s.size <= run.sent) : [];
    if (!run || gone.length === 0) return false;
    for (const s of gone) this.forget((l) => l.run === s.run && l.n === s.n);
    await this.write([slices, sound], (tx) => {
      for (const s of gone) {
        tx.objectStore(slices).delete([s.run, s.n]);
        tx.objectStore(sound).delete([s.run, s.n]);
      }
    });
    const end = Math.max(...gone.map((s) => s.from + s.size));
    await this.change(id, (r) => {
      r.dropped = Math.max(r.dropped, end);
      r.droppedMs += gone.reduce((sum, s) => sum + s.ms, 0);
    });
    return true;
  }

  /** Takes a run away, with all its sound. */
  async remove(id: string): Promise<void> {
    this.here.delete(id);
    this.forget((l) => l.run === id);
    await this.write([runs, slices, sound], (tx) => {
      const all = IDBKeyRange.bound([id], [id, []]);
      tx.objectStore(slices).delete(all);
      tx.objectStore(sound).delete(all);
      tx.objectStore(runs).delete(id);
    });
  }

  /** The slices of a run, without their sound, in order. */
  private async list(id: string): Promise<Slice[]> {
    const kept = await asked((await this.from(slices)).getAll(IDBKeyRange.bound([id], [id, []])) as IDBRequest<Slice[]>);
    return [...kept, ...this.loose.filter((l) => l.run === id && !kept.some((k) => k.n === l.n))].sort((a, b) => a.n - b.n);
  }

  private async slice(s: Slice): Promise<Uint8Array<ArrayBuffer>> {
    const loose = this.loose.find((l) => l.run === s.run && l.n === s.n);
    if (loose) return loose.bytes;
    const kept = await asked((await this.from(sound)).get([s.run, s.n]) as IDBRequest<Kept>);
    return new Uint8Array(await crypto.subtle.decrypt(this.rule(kept.iv, s), this.key, kept.sealed));
  }

  private forget(which: (l: Loose) => boolean): void {
    for (let i = this.loose.length - 1; i >= 0; i--) if (which(this.loose[i]!)) this.loose.splice(i, 1);
  }

  private rule(iv: Uint8Array<ArrayBuffer>, s: Slice): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${this.member}\n${s.run}\n${s.n}`) };
  }

  /** One transaction, done when the browser says that the disk has it. */
  private async write(stores: string[], change: (tx: IDBTransaction) => void): Promise<void> {
    const db = await this.base();
    return new Promise((resolve, reject) => {
      const tx = db.transaction(stores, "readwrite", { durability: "strict" });
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error ?? new Error("not saved"));
      change(tx);
    });
  }
}

function asked<T>(r: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error ?? new Error("not read"));
  });
}
