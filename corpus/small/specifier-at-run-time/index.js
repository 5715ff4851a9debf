// The bundler sees no specifier here; what is missing is missing when the program asks for it.
const folder = "./" + ["codec", "encoder"].join("/");
export const { encode } = await import(folder + ".js");
