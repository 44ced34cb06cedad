// @ts-check
/**
 * Knows how a program is found on PATH. npm and Nx put `node_modules/.bin` in front of it, where a
 * package can bring a program of the same name; those folders are no place to look for a toolchain.
 */
const { accessSync, constants, statSync } = require('fs');
const { delimiter, join } = require('path');

/**
 * PATH without the folders that npm puts there.
 * @param {string | undefined} path
 * @returns {string}
 */
function withoutPackageBins(path) {
  return (path || '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter);
}

/**
 * The absolute path of a program, or undefined.
 * @param {string} name
 * @param {string | undefined} path
 * @param {(file: string) => boolean} [isProgram]
 * @returns {string | undefined}
 */
function findProgram(name, path, isProgram = isExecutableFile) {
  return withoutPackageBins(path)
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram);
}

/** @param {string} file */
function isExecutableFile(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

module.exports = { findProgram, withoutPackageBins };
