import { defineConfig } from 'vitest/config';
import { inMode } from '../../vitest.config.ts';

export default defineConfig(inMode('mutate'));
