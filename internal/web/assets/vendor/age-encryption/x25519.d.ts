export declare function forceWebCryptoOff(off: boolean): void;
export declare function webCryptoFallback<Return>(func: () => Return | Promise<Return>, fallback: () => Return | Promise<Return>): Promise<Return>;
export declare function scalarMult(scalar: Uint8Array | CryptoKey, u: Uint8Array): Promise<Uint8Array>;
export declare function scalarMultBase(scalar: Uint8Array | CryptoKey): Promise<Uint8Array>;
