"use strict";

Object.defineProperty(exports, "__esModule", { value: true });

var core = require("./core.js");

exports.stop = () => {};
Object.keys(core).forEach(function (k) {
  if (k !== "default" && !Object.prototype.hasOwnProperty.call(exports, k)) exports[k] = core[k];
});
