// The packages that hold Node name their system as a string, where pnpm reads a list only: without this it would download
// the Node of every system.
const list = (value) => (typeof value === 'string' ? [value] : value);

module.exports = {
  hooks: {
    readPackage: (manifest) =>
      /^node-.*-(arm64|x64)$/.test(manifest.name)
        ? { ...manifest, os: list(manifest.os), cpu: list(manifest.cpu) }
        : manifest,
  },
};
