module.exports = loadOnce("typescript");
