import type { Engine } from "@/engine";
import { Level, open } from "@/engine";

export interface Env {
  LEVEL?: Level;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const engine: Engine = await open(env.LEVEL ?? Level.Fast);
    return new Response(engine.describe()!);
  },
} satisfies ExportedHandler<Env>;
