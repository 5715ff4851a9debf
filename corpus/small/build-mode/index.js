if (process.env.NODE_ENV !== "production") {
  throw new Error("not for development");
}

export const start = () => 1;
