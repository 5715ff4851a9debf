export type Bytes = ArrayBuffer | Uint8Array;
