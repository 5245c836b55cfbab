module.exports = loadOnce("prettier/plugins/yaml");
