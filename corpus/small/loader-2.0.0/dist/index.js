const lines = ["Goodbye, {name}", "Farewell, {name}"];

export function generateGoodbye(name) {
  return lines[0].replace("{name}", name);
}
