/** Commands about one model: publish, configure, export, republish, remove. */
package io.ftte.cli.model;
