/**
 * The demonstration: a Kafka, a job and a fleet in one process, and the fleet alone against a Kafka
 * that is there already. Start with {@link io.ftte.cli.demo.Demo}.
 */
package io.ftte.cli.demo;
