package io.ftte.operators.runtime;

import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** Declares keyed state; a name is part of every savepoint. */
public final class States {
    private States() {}

    public static <T> ValueState<T> value(RuntimeContext context, String name, Class<T> type) {
        return context.getState(new ValueStateDescriptor<>(name, TypeInformation.of(type)));
    }

    public static <K, T> MapState<K, T> map(
            RuntimeContext context, String name, TypeInformation<K> key, TypeInformation<T> value) {
        return context.getMapState(new MapStateDescriptor<>(name, key, value));
    }

    /** By a number that the operator gives: a version, an order time, a place in a topic. */
    public static <T> MapState<Long, T> numbered(
            RuntimeContext context, String name, Class<T> type) {
        return numbered(context, name, TypeInformation.of(type));
    }

    /** The same with several values to a number. */
    public static <T> MapState<Long, List<T>> numberedLists(
            RuntimeContext context, String name, Class<T> type) {
        return numbered(context, name, Types.LIST(TypeInformation.of(type)));
    }

    /** The same with a serializer of its own. */
    public static <T> MapState<Long, T> numbered(
            RuntimeContext context, String name, TypeInformation<T> type) {
        return map(context, name, Types.LONG, type);
    }
}
