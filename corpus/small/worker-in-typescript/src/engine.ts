import core from "./core.wasm";
import { Bytes } from "./bytes.js";

export enum Level {
  Fast = 1,
  Thorough,
}

export class Engine {
  constructor(
    private readonly level: Level,
    readonly instance: WebAssembly.Instance,
  ) {}
  describe(): string {
    return `${Level[this.level]}: ${Object.keys(this.instance.exports as object).length}`;
  }
}

export async function open<T extends Level>(level: T, bytes?: Bytes): Promise<Engine> {
  const module = level === Level.Fast ? (core as WebAssembly.Module) : await WebAssembly.compile(bytes as BufferSource);
  if (level === Level.Thorough) throw new Error("not here");
  const checked = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) satisfies BufferSource); // <- refused
  return new Engine(level, new WebAssembly.Instance(checked ?? module));
}
