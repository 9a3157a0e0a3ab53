export declare function readUint(b: Uint8Array): [number, Uint8Array];
export declare function readByteString(b: Uint8Array): [Uint8Array, Uint8Array];
export declare function readTextString(b: Uint8Array): [string, Uint8Array];
export declare function readArray(b: Uint8Array): [string[], Uint8Array];
export declare function encodeUint(n: number): Uint8Array;
export declare function encodeByteString(b: Uint8Array): Uint8Array;
export declare function encodeTextString(s: string): Uint8Array;
export declare function encodeArray(args: string[]): Uint8Array;
