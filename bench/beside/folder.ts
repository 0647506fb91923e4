// The folder of public repositories that a comparison is given.
import path from 'node:path';
import process from 'node:process';

/** The folder of the command line. Ends the program with a word where none is given. */
export function givenFolder(needs: string): string {
  const [folder] = process.argv.slice(2);
  if (folder !== undefined) return path.resolve(folder);
  console.log(`skipped: give a folder with repositories in it; needs ${needs}`);
  process.exit(0);
}
