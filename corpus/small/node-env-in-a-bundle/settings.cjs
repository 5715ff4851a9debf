if (process.env.NODE_ENV !== "production") {
  exports.isChecked = true;
}
exports.mode = process.env.NODE_ENV;
