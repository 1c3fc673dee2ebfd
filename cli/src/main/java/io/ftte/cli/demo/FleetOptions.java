package io.ftte.cli.demo;

import picocli.CommandLine.Option;

/** The options of a simulated fleet, wherever it runs. */
final class FleetOptions {
    @Option(
            names = "--devices",
            defaultValue = "50",
            paramLabel = "N",
            description = "Simulated devices (${DEFAULT-VALUE}).")
    int devices;

    @Option(
            names = "--stragglers",
            defaultValue = "0.6",
            paramLabel = "SHARE",
            description = "Share of slow devices (${DEFAULT-VALUE}).")
    double stragglers;

    @Option(
            names = "--slowdown",
            defaultValue = "8",
            paramLabel = "FACTOR",
            description = "How many times longer a slow device trains (${DEFAULT-VALUE}).")
    double slowdown;
}
