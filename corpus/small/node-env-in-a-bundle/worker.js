import { isChecked, mode } from "./settings.cjs";
export default { fetch: () => new Response(isChecked + mode) };
