module.exports = loadOnce("prettier/plugins/babel");
