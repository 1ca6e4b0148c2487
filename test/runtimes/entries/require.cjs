/** For programs that still `require`: prints which of these it gets that way, as `import` gets them. */
const specifiers = process.argv.slice(2);
const isSame = async (specifier) => require(specifier) === (await import(specifier));
Promise.all(specifiers.map(isSame)).then((found) =>
  console.log(JSON.stringify(specifiers.filter((_, index) => found[index]))),
);
