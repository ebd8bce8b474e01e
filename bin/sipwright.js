#!/usr/bin/env node
/** Checks the version of Node in syntax that every Node since 10 can read, then hands over to launch.js. */
var required = 24;

if (Number(process.versions.node.split('.')[0]) < required) {
  process.stderr.write(
    'sipwright: needs Node ' + required + ' or newer, this is ' + process.version + ' (' + process.execPath + ')\n',
  );
  process.exitCode = 1;
} else {
  import('./launch.js');
}
