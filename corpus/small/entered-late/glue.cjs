const title = document.title;
exports.run = () => title;
