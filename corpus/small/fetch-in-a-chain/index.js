// The error of fetch has the stack of those who await it: nobody awaits this one, its rejection goes through a function.
function ready() {
  let fail;
  const promise = new Promise((_, reject) => { fail = reject; });
  fetch(new URL("adder.wasm", import.meta.url)).then((response) => response.arrayBuffer()).catch(fail);
  return promise;
}
export const module = await ready();
