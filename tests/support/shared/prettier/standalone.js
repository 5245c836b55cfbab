module.exports = loadOnce("prettier/standalone");
