export declare class LineReader {
    private s;
    private transcript;
    private buf;
    constructor(stream: ReadableStream<Uint8Array>);
    readLine(): Promise<string | null>;
    close(): {
        rest: Uint8Array;
        transcript: Uint8Array;
    };
}
export declare function flatten(arr: Uint8Array[]): Uint8Array;
export declare function prepend(s: ReadableStream<Uint8Array>, ...prefixes: Uint8Array[]): ReadableStream<Uint8Array>;
export declare function stream(a: Uint8Array): ReadableStream<Uint8Array>;
export declare function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array>;
export declare function readAllString(stream: ReadableStream): Promise<string>;
export declare function read(stream: ReadableStream<Uint8Array>, n: number): Promise<{
    data: Uint8Array;
    rest: ReadableStream<Uint8Array>;
}>;
export declare function randomBytesStream(n: number, chunk: number): ReadableStream<Uint8Array>;
