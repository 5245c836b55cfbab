module.exports = loadOnce("prettier/plugins/markdown");
