exports.init = () => "goodbye";
