import { spawn } from 'node:child_process';
import process from 'node:process';

// A command that answers nothing and has a child of its own, which holds a connection for as long as it lives.
const hold = `require('node:net').connect(${Number(process.argv[2])}, '127.0.0.1')`;
spawn(process.execPath, ['-e', hold], { stdio: 'ignore' });
process.stdin.resume();
