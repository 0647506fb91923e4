/** The version of package.json, which a bundle can't read cheaply; a test keeps the two alike. */
export const version = '0.1.0';
