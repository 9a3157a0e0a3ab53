// What waits to be sent, on this computer: numbered, in order, encrypted with a key that only the member's own pages bring.

/** One thing that waits. What it says is sealed; the rest is what keeping it in order takes. */
export interface Sealed {
  n: number;
  member: string;
  conference: string;
  state: Status;
  tried: boolean; // it may have come through, without an answer that said so
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

/** waiting: to be sent; refused, conflict: the service has said no, and its writer decides. */
export type Status = "waiting" | "refused" | "conflict";

const drafts = "drafts";
const entries = "entries";

/** The queue of one member. */
export class Queue {
  constructor(
    private readonly db: IDBDatabase,
    readonly member: string,
  ) {}

  /** Adds one at the end, and answers when it is on the disk. */
  async add(e: Omit<Sealed, "n" | "member">): Promise<number> {
    return (await this.write(entries, (s) => s.add({ ...e, member: this.member }))) as number;
  }

  /** Changes some as they are on the disk at that moment, all of them or none. The answer is those that were changed. */
  async update(numbers: number[], change: (e: Sealed) => Sealed | undefined): Promise<Sealed[]> {
    const done: Sealed[] = [];
    await this.write(entries, (s) => {
      let last: IDBRequest = s.count(); // so that there is something to ask about when there are none
      for (const n of numbers) {
        const got = s.get(n) as IDBRequest<Sealed | undefined>;
        got.onsuccess = () => {
          const e = got.result && change(got.result);
          if (!e) return;
          done.push(e);
          if (e !== got.result) s.put(e); // what is already so is not written again
        };
        last = got;
      }
      return last;
    });
    return done;
  }

  async remove(numbers: number[]): Promise<void> {
    await this.write(entries, (s) => numbers.map((n) => s.delete(n)).pop() ?? s.count());
  }

  /** Everything of the member's, in the order in which it was written. */
  async all(): Promise<Sealed[]> {
    return wait(this.db.transaction(entries).objectStore(entries).index("member").getAll(this.member) as IDBRequest<Sealed[]>);
  }

  async count(): Promise<number> {
    return wait(this.db.transaction(entries).objectStore(entries).index("member").count(this.member));
  }

  /** Throws away what the member has waiting, and the drafts. */
  async clear(): Promise<void> {
    await this.remove((await this.all()).map((e) => e.n));
    await this.clearDrafts();
  }

  async clearDrafts(): Promise<void> {
    await this.write(drafts, (s) => s.delete(IDBKeyRange.bound([this.member], [this.member, []])));
  }

  /** Keeps what is half written; with nothing, forgets it. */
  async setDraft(conference: string, draft: { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer } | undefined): Promise<void> {
    const key = [this.member, conference];
    await this.write(drafts, (s) => (draft ? s.put(draft, key) : s.delete(key)));
  }

  async draft(conference: string): Promise<{ iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer } | undefined> {
    return wait(this.db.transaction(drafts).objectStore(drafts).get([this.member, conference]));
  }

  /** One transaction. It is done when the browser says that the disk has it, not when the browser has it in memory. */
  private write(store: string, change: (s: IDBObjectStore) => IDBRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const tx = this.db.transaction(store, "readwrite", { durability: "strict" });
      const asked = change(tx.objectStore(store));
      tx.oncomplete = () => resolve(asked.result);
      tx.onabort = () => reject(tx.error ?? new Error("not saved"));
    });
  }
}

function wait<T>(r: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    r.onsuccess = () => resolve(r.result);
    r.onerror = () => reject(r.error ?? new Error("not read"));
  });
}

/** Opens the queue of a member. */
export async function openQueue(member: string): Promise<Queue> {
  const open = indexedDB.open("samverkan", 1);
  open.onupgradeneeded = () => {
    const s = open.result.createObjectStore(entries, { keyPath: "n", autoIncrement: true });
    s.createIndex("member", "member");
    open.result.createObjectStore(drafts);
  };
  const db = await wait(open);
  db.onversionchange = () => db.close(); // a newer page may change the form of it
  return new Queue(db, member);
}
