// A bundle for Workers is an ES module: what was sloppy code is strict there.
function root() {
  return this.Object;
}
exports.root = root();
