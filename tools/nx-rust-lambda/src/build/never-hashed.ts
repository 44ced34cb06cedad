/** Knows the folders into which Nx never looks, whatever .nxignore says. */

/** A path relative to the workspace root; whether it is, or lies in, such a folder. */
export function isNeverHashed(path: string): boolean {
  return /(^|\/)(node_modules|\.git|\.nx\/(cache|workspace-data)|\.yarn\/cache)(\/|$)/.test(path);
}
