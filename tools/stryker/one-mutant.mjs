import { loadVectors, OUTCOMES } from './vectors.mjs';

// Runs the vectors with a mutant that is there while the machine is loaded. Prints the first vector that notices it.
const { ids, isPassed } = await loadVectors(process.env[OUTCOMES]);
console.log(ids.find((id) => !isPassed(id)) ?? '');
