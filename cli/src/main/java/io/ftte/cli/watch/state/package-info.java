/**
 * What the live page knows, in plain Java and of bounded size, however much the topics hold: {@link
 * io.ftte.cli.watch.state.LiveState} takes records and gives JSON.
 */
package io.ftte.cli.watch.state;
