module.exports = loadOnce("prettier/plugins/typescript");
