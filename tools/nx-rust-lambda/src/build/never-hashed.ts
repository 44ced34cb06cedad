/** Knows the folders into which Nx never looks, whatever .nxignore says. */

/** A path relative to the workspace root; whether it is, or lies in, such a folder of the workspace. */
export function isNeverHashed(path: string): boolean {
  const isOutside = /^(\/|\.\.(\/|$))/.test(path);
  return (
    !isOutside &&
    /(^|\/)(node_modules|\.git|\.nx\/(cache|workspace-data)|\.yarn\/cache)(\/|$)/.test(path)
  );
}
