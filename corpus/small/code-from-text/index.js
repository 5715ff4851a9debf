export const root = Function("return this")();
