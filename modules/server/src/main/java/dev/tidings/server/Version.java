package dev.tidings.server;

import picocli.CommandLine.IVersionProvider;

/** The version that was built. Immutable. */
final class Version implements IVersionProvider {

    /** The jar's version; {@code development} outside a jar. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"tidings " + text()};
    }
}
