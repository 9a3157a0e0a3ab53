export declare function decryptSTREAM(key: Uint8Array): TransformStream<Uint8Array, Uint8Array>;
export declare function plaintextSize(ciphertextSize: number): number;
export declare function encryptSTREAM(key: Uint8Array): TransformStream<Uint8Array, Uint8Array>;
export declare function ciphertextSize(plaintextSize: number): number;
