module.exports = loadOnce("prettier/plugins/estree");
