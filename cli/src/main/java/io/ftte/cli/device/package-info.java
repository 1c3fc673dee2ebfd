/** Commands about one device: revoke, admit. */
package io.ftte.cli.device;
