/**
 * The live page: {@code watch}, which follows the topics and shows what they hold while they move.
 * One thread reads into {@link io.ftte.cli.watch.state.LiveState}, an HTTP server shows it.
 */
package io.ftte.cli.watch;
