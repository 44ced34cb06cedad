// @ts-check
/**
 * Knows from the lock file which npm packages have to be there. Reads and starts nothing.
 */

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} LockFile
 *   package-lock.json, or the one that npm leaves in node_modules.
 */

/**
 * Folders of the packages that every machine gets; what is optional depends on the platform.
 * @param {LockFile} lock
 * @returns {string[]}
 */
function expectedFolders(lock) {
  return Object.keys(lock.packages).filter((folder) => {
    const entry = lock.packages[folder];
    return folder.includes('node_modules/') && !entry?.optional && !entry?.link;
  });
}

/**
 * @typedef {object} Installed
 * @property {string | undefined} marker  Checksum of the lock file that our last `npm ci` ended with.
 * @property {LockFile | undefined} record  What npm says it installed, if it did so without us.
 * @property {readonly string[]} missing  Expected folders that are not there.
 *
 * Whether `node_modules` is what the lock file asks for.
 * @param {{ checksum: string, lock: LockFile }} wanted
 * @param {Installed} installed
 * @returns {boolean}
 */
function isInstalled(wanted, installed) {
  if (installed.missing.length > 0) return false;
  if (installed.marker === wanted.checksum) return true;
  return installed.record !== undefined && isSame(wanted.lock, installed.record);
}

/**
 * @param {LockFile} lock
 * @param {LockFile} record
 */
function isSame(lock, record) {
  return expectedFolders(lock).every((folder) => {
    const wanted = lock.packages[folder];
    const found = record.packages[folder];
    return wanted?.version === found?.version && wanted?.integrity === found?.integrity;
  });
}

module.exports = { expectedFolders, isInstalled };
