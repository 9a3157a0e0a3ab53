// What lies on the computer is sealed with a key that only the member's own pages bring, so that the next one at a shared computer reads nothing.

/** Seals and opens the texts of one member. */
export class Seal {
  private constructor(
    private readonly key: CryptoKey,
    private readonly member: string,
  ) {}

  /** Makes a seal of the page's key: 32 bytes in base64. */
  static async of(key: string, member: string): Promise<Seal> {
    const raw = Uint8Array.from(atob(key), (c) => c.charCodeAt(0));
    return new Seal(await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]), member);
  }

  async close(value: unknown, conference: string): Promise<{ iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt(this.rule(iv, conference), this.key, text) };
  }

  /** Opens what was sealed for the same member and conference; anything else throws. */
  async open<T>(x: { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }, conference: string): Promise<T> {
    const text = await crypto.subtle.decrypt(this.rule(x.iv, conference), this.key, x.sealed);
    return JSON.parse(new TextDecoder().decode(text)) as T;
  }

  private rule(iv: Uint8Array<ArrayBuffer>, conference: string): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${this.member}\n${conference}`) };
  }
}
