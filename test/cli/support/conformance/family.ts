import { spawn } from 'node:child_process';
import process from 'node:process';

// A command that never answers and starts a child. The child keeps a connection open as long as it lives. It is in the
// command's group, or with `apart` in its own session, whose parent has ended.
const hold = `require('node:net').connect(${Number(process.argv[2])}, '127.0.0.1')`;
const again = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hold)}], { detached: true, stdio: 'ignore' }).unref()`;
const isApart = process.argv[3] === 'apart';
spawn(process.execPath, ['-e', isApart ? again : hold], { stdio: 'ignore' });
process.stdin.resume();
