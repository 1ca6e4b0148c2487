/** PNGs that show a word in large letters, black on white. They are in base64, as MX sends pictures. */
const PICTURES = {
  correct:
    'iVBORw0KGgoAAAANSUhEUgAAALQAAAAsAQAAAADkg6+xAAAARUlEQVQY09XNMQ4AMAgCQH7A/3/pD6jBunW0g4QYcovQM4HFHqu8Src2MOlUNk3wYP+ddd/8+NerIQ569Yq3Gkf8mTV+AGJmSR5Jc59BAAAAAElFTkSuQmCC',
  otter:
    'iVBORw0KGgoAAAANSUhEUgAAAIQAAAAsAQAAAACMcC2JAAAAQElEQVQY083MwQkAMAhD0WyQ/bd0A6vx5tEWrPyDPEF4G8O+mPpEIqhYiLnQWZ+Z8EAA8lYy5vO5RK50nUubZTloOW+P20TingAAAABJRU5ErkJggg==',
  tree: 'iVBORw0KGgoAAAANSUhEUgAAAGwAAAAsAQAAAACoRWAMAAAAO0lEQVQY08XIsQ0AIAwDwd/A+2+ZDZ4CIaUNBbzcnLFXvGN9IhissxFL0ZiYC0YhcMFE96aU8zNn6x0Xu8z8bJF0WJ4AAAAASUVORK5CYII=',
};

/** A word that a picture can show. */
export type PictureWord = keyof typeof PICTURES;

/** A picture of a word. */
export const pictureOf = (word: PictureWord): string => PICTURES[word];
